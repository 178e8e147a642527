@NullMarked
package io.hexforge.ports.driving.project;

import org.jspecify.annotations.NullMarked;
