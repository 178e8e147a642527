@NullMarked
package io.hexforge.domain.job;

import org.jspecify.annotations.NullMarked;
