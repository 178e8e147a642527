@NullMarked
package io.hexforge.adapter.cli;

import org.jspecify.annotations.NullMarked;
