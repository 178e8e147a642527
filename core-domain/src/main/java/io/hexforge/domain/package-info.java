@NullMarked
package io.hexforge.domain;

import org.jspecify.annotations.NullMarked;
