@NullMarked
package io.hexforge.adapter.mail.ops;

import org.jspecify.annotations.NullMarked;
