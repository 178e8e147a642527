@NullMarked
package io.hexforge.ports.inprocess.project;

import org.jspecify.annotations.NullMarked;
