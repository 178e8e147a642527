@NullMarked
package io.hexforge.domain.identity;

import org.jspecify.annotations.NullMarked;
