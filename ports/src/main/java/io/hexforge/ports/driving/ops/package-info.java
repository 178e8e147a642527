@NullMarked
package io.hexforge.ports.driving.ops;

import org.jspecify.annotations.NullMarked;
