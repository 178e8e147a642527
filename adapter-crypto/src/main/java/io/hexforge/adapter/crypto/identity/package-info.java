@NullMarked
package io.hexforge.adapter.crypto.identity;

import org.jspecify.annotations.NullMarked;
