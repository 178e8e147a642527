@NullMarked
package io.hexforge.ports.driven.identity;

import org.jspecify.annotations.NullMarked;
