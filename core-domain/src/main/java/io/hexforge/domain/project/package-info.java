@NullMarked
package io.hexforge.domain.project;

import org.jspecify.annotations.NullMarked;
