/// The gateway's routes, and the wire formats that its clients speak.
@NullMarked
package io.hexforge.adapter.http.gateway;

import org.jspecify.annotations.NullMarked;
