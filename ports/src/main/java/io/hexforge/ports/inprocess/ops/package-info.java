@NullMarked
package io.hexforge.ports.inprocess.ops;

import org.jspecify.annotations.NullMarked;
