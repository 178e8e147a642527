@NullMarked
package io.hexforge.ports.driven;

import org.jspecify.annotations.NullMarked;
