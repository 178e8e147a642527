@NullMarked
package io.hexforge.adapter.postgres.job;

import org.jspecify.annotations.NullMarked;
