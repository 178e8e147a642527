@NullMarked
package io.hexforge.adapter.postgres.ops;

import org.jspecify.annotations.NullMarked;
