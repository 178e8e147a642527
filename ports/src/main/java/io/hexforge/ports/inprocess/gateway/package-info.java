@NullMarked
package io.hexforge.ports.inprocess.gateway;

import org.jspecify.annotations.NullMarked;
