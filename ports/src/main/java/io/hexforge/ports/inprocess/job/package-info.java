@NullMarked
package io.hexforge.ports.inprocess.job;

import org.jspecify.annotations.NullMarked;
