@NullMarked
package io.hexforge.adapter.caffeine.gateway;

import org.jspecify.annotations.NullMarked;
