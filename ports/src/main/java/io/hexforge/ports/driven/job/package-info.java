@NullMarked
package io.hexforge.ports.driven.job;

import org.jspecify.annotations.NullMarked;
