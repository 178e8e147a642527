@NullMarked
package io.hexforge.adapter.redis.gateway;

import org.jspecify.annotations.NullMarked;
