@NullMarked
package io.hexforge.domain.ops;

import org.jspecify.annotations.NullMarked;
