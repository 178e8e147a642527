@NullMarked
package io.hexforge.adapter.postgres.project;

import org.jspecify.annotations.NullMarked;
