/// Routes by which people manage who they are here and what may act for them.
@NullMarked
package io.hexforge.adapter.http.identity;

import org.jspecify.annotations.NullMarked;
