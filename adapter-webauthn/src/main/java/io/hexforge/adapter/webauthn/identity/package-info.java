@NullMarked
package io.hexforge.adapter.webauthn.identity;

import org.jspecify.annotations.NullMarked;
