@NullMarked
package io.hexforge.app.chaos;

import org.jspecify.annotations.NullMarked;
