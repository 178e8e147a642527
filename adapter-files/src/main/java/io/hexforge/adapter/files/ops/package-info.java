@NullMarked
package io.hexforge.adapter.files.ops;

import org.jspecify.annotations.NullMarked;
