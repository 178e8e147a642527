@NullMarked
package io.hexforge.ports.driving.gateway;

import org.jspecify.annotations.NullMarked;
