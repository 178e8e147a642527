@NullMarked
package io.hexforge.adapter.files.gateway;

import org.jspecify.annotations.NullMarked;
