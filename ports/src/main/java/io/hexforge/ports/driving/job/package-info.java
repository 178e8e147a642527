@NullMarked
package io.hexforge.ports.driving.job;

import org.jspecify.annotations.NullMarked;
