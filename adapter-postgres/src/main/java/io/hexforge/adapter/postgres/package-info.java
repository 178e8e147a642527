@NullMarked
package io.hexforge.adapter.postgres;

import org.jspecify.annotations.NullMarked;
