@NullMarked
package io.hexforge.adapter.files.identity;

import org.jspecify.annotations.NullMarked;
