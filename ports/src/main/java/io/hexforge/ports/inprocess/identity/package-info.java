@NullMarked
package io.hexforge.ports.inprocess.identity;

import org.jspecify.annotations.NullMarked;
