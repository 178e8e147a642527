@NullMarked
package io.hexforge.adapter.redis.identity;

import org.jspecify.annotations.NullMarked;
