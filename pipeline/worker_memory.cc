/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/worker_memory.h"

#include <new>

static void (*tell)(void);

static void on_shortage()
{
  tell();
  std::set_new_handler(nullptr); /* operator new tries again, and throws */
}

void bm_memory_watch(void (*told)(void))
{
  tell = told;
  std::set_new_handler(on_shortage);
}
