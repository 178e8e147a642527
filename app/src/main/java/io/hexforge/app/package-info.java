@NullMarked
package io.hexforge.app;

import org.jspecify.annotations.NullMarked;
