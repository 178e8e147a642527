@NullMarked
package io.hexforge.adapter.llm.gateway;

import org.jspecify.annotations.NullMarked;
