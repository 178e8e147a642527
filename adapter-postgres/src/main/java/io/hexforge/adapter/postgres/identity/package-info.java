@NullMarked
package io.hexforge.adapter.postgres.identity;

import org.jspecify.annotations.NullMarked;
