/// Routes about jobs.
@NullMarked
package io.hexforge.adapter.http.job;

import org.jspecify.annotations.NullMarked;
