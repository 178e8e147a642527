@NullMarked
package io.hexforge.ports.driven.ops;

import org.jspecify.annotations.NullMarked;
