@NullMarked
package io.hexforge.adapter.http;

import org.jspecify.annotations.NullMarked;
