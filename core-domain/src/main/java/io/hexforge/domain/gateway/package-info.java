@NullMarked
package io.hexforge.domain.gateway;

import org.jspecify.annotations.NullMarked;
