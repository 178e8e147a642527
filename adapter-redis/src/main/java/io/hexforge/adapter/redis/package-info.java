@NullMarked
package io.hexforge.adapter.redis;

import org.jspecify.annotations.NullMarked;
