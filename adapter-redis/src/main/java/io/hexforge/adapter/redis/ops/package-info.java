@NullMarked
package io.hexforge.adapter.redis.ops;

import org.jspecify.annotations.NullMarked;
