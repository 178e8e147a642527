@NullMarked
package io.hexforge.ports.driving.identity;

import org.jspecify.annotations.NullMarked;
