@NullMarked
package io.hexforge.ports.driven.gateway;

import org.jspecify.annotations.NullMarked;
