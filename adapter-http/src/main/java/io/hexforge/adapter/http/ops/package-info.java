/// Routes by which the server is operated and understood: health, metrics, documentation.
@NullMarked
package io.hexforge.adapter.http.ops;

import org.jspecify.annotations.NullMarked;
