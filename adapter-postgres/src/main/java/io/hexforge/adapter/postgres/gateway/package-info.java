@NullMarked
package io.hexforge.adapter.postgres.gateway;

import org.jspecify.annotations.NullMarked;
