@NullMarked
package io.hexforge.adapter.oidc.identity;

import org.jspecify.annotations.NullMarked;
