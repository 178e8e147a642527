@NullMarked
package io.hexforge.adapter.llm;

import org.jspecify.annotations.NullMarked;
