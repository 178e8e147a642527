@NullMarked
package io.hexforge.ports.driven.project;

import org.jspecify.annotations.NullMarked;
