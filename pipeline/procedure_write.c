/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The empty procedure.xlsx, with libxlsxwriter. */
#include "pipeline/procedure_write.h"

#include <string.h>
#include <xlsxwriter.h>

#include "pipeline/procedure_plan.h"
#include "pipeline/workspace.h"

#define FIXED_TIME 946684800 /* 2000-01-01 00:00 UTC: the file tells no time of its making */
#define PAPER_A4 9
#define FONT "Arial"     /* on every office computer */
#define TITLE_MOST 32    /* characters of the title of a hint, as Excel reads */
#define GUIDE_WIDTH 78   /* characters of the widest kind: A4 upright */
#define GUIDE_LETTERS 88 /* of a line of that width */

typedef struct Book {
  lxw_workbook *file;
  lxw_format *title, *note, *needed, *head, *label, *label_needed, *help;
  lxw_format *as_text, *as_number, *as_date, *as_any; /* cells to fill in */
  lxw_format *value_text, *value_number, *value_date; /* the same, framed */
  lxw_format *guide, *guide_head;
} Book;

/* ---- formats ---- */

static lxw_format *format_new(lxw_workbook *file, double size, gboolean is_bold)
{
  lxw_format *format = workbook_add_format(file);
  format_set_font_name(format, FONT);
  format_set_font_size(format, size);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (is_bold)
    format_set_bold(format);
  return format;
}

static lxw_format *framed(lxw_workbook *file, gboolean is_bold, lxw_color_t ground)
{
  lxw_format *format = format_new(file, 11, is_bold);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, 0x808080);
  format_set_text_wrap(format);
  format_set_indent(format, 1);
  if (ground != 0)
    format_set_bg_color(format, ground);
  return format;
}

static lxw_format *open_cell(lxw_workbook *file, const char *number_format, gboolean is_framed)
{
  lxw_format *format = is_framed ? framed(file, FALSE, 0) : format_new(file, 11, FALSE);
  format_set_unlocked(format);
  format_set_indent(format, 1);
  if (number_format != NULL)
    format_set_num_format(format, number_format);
  return format;
}

static void formats_make(Book *book)
{
  lxw_workbook *file = book->file;
  book->title = format_new(file, 16, TRUE);
  book->note = format_new(file, 10, FALSE);
  format_set_font_color(book->note, 0x555555);
  book->needed = framed(file, TRUE, 0xCFDDEE);
  book->head = framed(file, TRUE, 0xEEF1F5);
  book->label = framed(file, FALSE, 0xEEF1F5);
  book->label_needed = framed(file, TRUE, 0xCFDDEE);
  book->help = format_new(file, 10, FALSE);
  format_set_font_color(book->help, 0x555555);
  format_set_text_wrap(book->help);
  format_set_indent(book->help, 1);
  book->as_text = open_cell(file, "@", FALSE);
  book->as_number = open_cell(file, "0", FALSE);
  book->as_date = open_cell(file, "dd.mm.yyyy", FALSE);
  book->as_any = open_cell(file, NULL, FALSE);
  book->value_text = open_cell(file, "@", TRUE);
  book->value_number = open_cell(file, "0", TRUE);
  book->value_date = open_cell(file, "dd.mm.yyyy", TRUE);
  book->guide = format_new(file, 11, FALSE);
  format_set_text_wrap(book->guide);
  format_set_align(book->guide, LXW_ALIGN_VERTICAL_TOP);
  book->guide_head = format_new(file, 12, TRUE);
}

static lxw_format *column_format(const Book *book, const BmField *field)
{
  switch (field->kind) {
  case BM_FIELD_WHOLE:
    return book->as_number;
  case BM_FIELD_DATE:
    return book->as_date;
  case BM_FIELD_SKIP:
    return book->help;
  case BM_FIELD_YES_NO:
  case BM_FIELD_VALUE:
    return book->as_any;
  case BM_FIELD_TEXT:
  case BM_FIELD_WORD:
  case BM_FIELD_TASK:
  case BM_FIELD_NAME:
  case BM_FIELD_CLASS:
  case BM_FIELD_CHOICE:
  case BM_FIELD_LIMITS:
  default:
    return book->as_text;
  }
}

static lxw_format *value_format(const Book *book, const BmField *field)
{
  if (field->kind == BM_FIELD_WHOLE)
    return book->value_number;
  return field->kind == BM_FIELD_DATE ? book->value_date : book->value_text;
}

/* ---- what a cell may hold ---- */

/* The list offered, or NULL; NULL-terminated, caller frees. */
static char **choices_of(const BmField *field)
{
  if (field->kind == BM_FIELD_NAME)
    return bm_procedure_names(field);
  GPtrArray *words = g_ptr_array_new();
  if (field->kind == BM_FIELD_YES_NO) {
    g_ptr_array_add(words, g_strdup("да"));
    g_ptr_array_add(words, g_strdup("нет"));
  }
  for (guint i = 0; field->kind == BM_FIELD_CHOICE && field->choices[i].word != NULL; i++)
    if (!field->choices[i].is_other)
      g_ptr_array_add(words, g_strdup(field->choices[i].word));
  g_ptr_array_add(words, NULL);
  return (char **)g_ptr_array_free(words, FALSE);
}

/* A date is not checked here: a program of another language would refuse 15.10.2026. */
static void range_guard(lxw_worksheet *page, const BmField *field, lxw_row_t first,
                        lxw_row_t last, lxw_col_t column)
{
  g_autofree char *title =
      g_utf8_substring(field->heading, 0, MIN(TITLE_MOST, g_utf8_strlen(field->heading, -1)));
  g_auto(GStrv) words = choices_of(field);
  lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_ANY,
                              .ignore_blank = LXW_VALIDATION_ON,
                              .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                              .error_title = "Так записать нельзя",
                              .error_message = (char *)field->help,
                              .input_title = title,
                              .input_message = (char *)field->help};
  if (field->help == NULL)
    return;
  if (words[0] != NULL) {
    rule.validate = LXW_VALIDATION_TYPE_LIST;
    rule.value_list = words;
    if (field->kind == BM_FIELD_NAME) /* the coordinator may have an own one */
      rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
  } else if (field->kind == BM_FIELD_WHOLE) {
    rule.validate = LXW_VALIDATION_TYPE_INTEGER;
    rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    rule.minimum_number = field->least;
    rule.maximum_number = field->most;
  }
  worksheet_data_validation_range(page, first, column, last, column, &rule);
}

/* ---- sheets ---- */

static void top_write(const Book *book, lxw_worksheet *page, const char *title,
                      const char *note)
{
  worksheet_set_row(page, BM_PLAN_TITLE_ROW, 26, book->title);
  worksheet_write_string(page, BM_PLAN_TITLE_ROW, 0, title, book->title);
  worksheet_set_row(page, BM_PLAN_NOTE_ROW, 18, book->note);
  worksheet_write_string(page, BM_PLAN_NOTE_ROW, 0, note, book->note);
}

static void page_set(lxw_worksheet *page, const BmPlan *plan, lxw_col_t first)
{
  lxw_protection allowed = {.format_cells = TRUE,
                            .format_columns = TRUE,
                            .format_rows = TRUE,
                            .insert_rows = TRUE,
                            .delete_rows = TRUE,
                            .sort = TRUE};
  worksheet_protect(page, NULL, &allowed);
  worksheet_freeze_panes(page, BM_PLAN_HEAD_ROW + 1, 0);
  worksheet_set_selection(page, BM_PLAN_HEAD_ROW + 1, first, BM_PLAN_HEAD_ROW + 1, first);
  worksheet_set_paper(page, PAPER_A4);
  worksheet_set_landscape(page);
  worksheet_fit_to_pages(page, 1, 0);
  worksheet_repeat_rows(page, BM_PLAN_HEAD_ROW, BM_PLAN_HEAD_ROW);
  worksheet_set_margins(page, 0.5, 0.5, 0.6, 0.6);
  g_autofree char *footer = g_strdup_printf("&L&9%s&R&9Страница &P из &N", plan->sheet);
  worksheet_set_footer(page, footer);
}

static void columns_write(const Book *book, lxw_worksheet *page, const BmPlan *plan)
{
  lxw_col_t last = (lxw_col_t)(plan->n_fields - 1);
  worksheet_set_column(page, (lxw_col_t)(last + 1), LXW_COL_MAX - 1, 12, book->as_any);
  worksheet_set_row(page, BM_PLAN_HEAD_ROW, 30, NULL);
  for (guint i = 0; i < plan->n_fields; i++) {
    const BmField *field = &plan->fields[i];
    worksheet_set_column(page, (lxw_col_t)i, (lxw_col_t)i, field->width,
                         column_format(book, field));
    worksheet_write_string(page, BM_PLAN_HEAD_ROW, (lxw_col_t)i, field->heading,
                           field->is_needed ? book->needed : book->head);
  }
}

static void table_write(const Book *book, lxw_worksheet *page, const BmPlan *plan)
{
  lxw_row_t first = BM_PLAN_HEAD_ROW + 1, last = BM_PLAN_HEAD_ROW + plan->rows;
  columns_write(book, page, plan);
  for (guint i = 0; i < plan->n_fields; i++)
    range_guard(page, &plan->fields[i], first, last, (lxw_col_t)i);
  for (guint i = 0; plan->ready != NULL && plan->ready[i] != NULL; i++)
    worksheet_write_string(page, first + i, 0, plan->ready[i], book->as_text);
  g_autofree char *letters =
      g_strdup_printf("A%u:%c%u", first + 1, (char)('A' + plan->n_fields - 1), last + 1);
  worksheet_ignore_errors(page, LXW_IGNORE_NUMBER_STORED_AS_TEXT, letters);
  page_set(page, plan, plan->ready != NULL ? 1 : 0);
}

static void round_write(const Book *book, lxw_worksheet *page, const BmPlan *plan)
{
  guint n;
  const BmField *settings = bm_procedure_plan_settings(&n);
  columns_write(book, page, plan);
  for (guint i = 0; i < n; i++) {
    lxw_row_t row = BM_PLAN_HEAD_ROW + 1 + i;
    worksheet_set_row(page, row, 30, NULL);
    worksheet_write_string(page, row, 0, settings[i].heading,
                           settings[i].is_needed ? book->label_needed : book->label);
    worksheet_write_blank(page, row, 1, value_format(book, &settings[i]));
    worksheet_write_string(page, row, 2, settings[i].help, book->help);
    range_guard(page, &settings[i], row, row, 1);
  }
  page_set(page, plan, 1);
}

/* ---- the guide ---- */

static const struct {
  gboolean is_head;
  const char *text;
} guide[] = {
    {TRUE, "Что это"},
    {FALSE,
     "Всё, что нужно для раунда проверки, в одной книге. Заполните листы, сохраните файл "
     "под тем же именем в папке procedure. Рядом не должно быть assessment.json, "
     "roster.csv и teachers.csv: тогда есть два ответа на один вопрос, и программа "
     "остановится. Критерии положите рядом файлом criteria.pdf; у вариантов могут быть свои, "
     "например criteria-2.pdf."},
    {TRUE, "Порядок"},
    {FALSE,
     "1. «Раунд»: название и предмет обязательны, остальное по необходимости. Что вписано "
     "здесь, в blindmark.conf либо не пишите, либо пишите так же."},
    {FALSE, "2. «Задания»: номер и наибольший балл каждого задания или критерия. Если критерии "
            "связаны, "
            "последние два столбца говорят как."},
    {FALSE, "3. «Школы»: сначала коды, потом на них ссылаются ученики и учителя. Контрольная "
            "выборка отмечается здесь же."},
    {FALSE, "4. «Ученики»: по этому списку программа узнаёт фамилии, которые закрасит."},
    {FALSE,
     "5. «Проверяющие»: учителя, их школы, ранг, наибольшее число работ и кому можно проверять "
     "другой предмет."},
    {FALSE, "6. «Конфликты» и «Календарь»: если нужны."},
    {TRUE, "Чья это работа"},
    {FALSE,
     "Имена на сканах закрашены, поэтому чья работа какая, сообщаете вы. После сканирования "
     "впишите на листе «Ученики» в столбец «Место работы», какой по счёту лежит в скане "
     "работа каждого ученика, или положите рядом таблицу participants.csv со столбцами "
     "work_no (номер работы) и participant_code (код участника) либо student_no (номер в "
     "списке). Тогда в результатах будут коды, имена, варианты и отметки по журналу."},
    {TRUE, "Контрольные работы"},
    {FALSE,
     "Сканы работ, которые эксперты проверили заранее, положите в папку inbox/control, а их "
     "баллы — в таблицу control.csv: столбец place (место в скане) и по столбцу на каждое "
     "задание. Они попадут в комплекты наравне с другими, и анализ покажет, кто проверяет "
     "строже или мягче."},
    {TRUE, "Правила"},
    {FALSE, "Столбцы с тёмным заголовком обязательны в каждой заполненной строке, остальные "
            "можно оставить пустыми. Столбцы и строки можно переставлять, пустые строки не "
            "мешают. Заголовки и названия листов менять нельзя."},
    {FALSE,
     "Списки из другой таблицы вставляйте как значения (Специальная вставка → Значения): "
     "иначе вставленные ячейки потеряют подсказки и могут оказаться защищены. Защита "
     "листов без пароля: Рецензирование → Снять защиту листа."},
    {FALSE, "Не объединяйте ячейки и не скрывайте листы, строки и столбцы с данными; снимите "
            "фильтры перед сохранением."},
    {FALSE, "Формулы можно: берётся сохранённый результат."},
    {TRUE, "Если что-то не так"},
    {FALSE, "Программа ничего не угадывает: она назовёт лист, ячейку, что там стоит и что "
            "ожидалось, все ошибки сразу. Исправьте их и запустите её снова."},
};

static double lines_of(const char *text)
{
  return (double)((g_utf8_strlen(text, -1) + GUIDE_LETTERS - 1) / GUIDE_LETTERS);
}

static void guide_write(const Book *book, lxw_worksheet *page)
{
  worksheet_set_column(page, 0, 0, GUIDE_WIDTH, book->guide);
  worksheet_set_row(page, 0, 30, NULL);
  worksheet_write_string(page, 0, 0, "Данные раунда: как заполнять", book->title);
  for (guint i = 0; i < G_N_ELEMENTS(guide); i++) {
    lxw_format *format = guide[i].is_head ? book->guide_head : book->guide;
    worksheet_set_row(page, i + 1, guide[i].is_head ? 26 : 15 * lines_of(guide[i].text) + 6,
                      NULL);
    worksheet_write_string(page, i + 1, 0, guide[i].text, format);
  }
  worksheet_protect(page, NULL, NULL);
  worksheet_set_paper(page, PAPER_A4);
  worksheet_fit_to_pages(page, 1, 1);
  worksheet_set_margins(page, 0.5, 0.5, 0.6, 0.6);
}

static lxw_error book_write(const char *path)
{
  Book book = {.file = workbook_new(path)};
  if (book.file == NULL)
    return LXW_ERROR_CREATING_XLSX_FILE;
  lxw_doc_properties properties = {.title = "Данные раунда", .created = FIXED_TIME};
  workbook_set_properties(book.file, &properties);
  formats_make(&book);
  guide_write(&book, workbook_add_worksheet(book.file, BM_PLAN_GUIDE));
  for (guint i = 0; i < BM_N_PLANS; i++) {
    const BmPlan *plan = bm_procedure_plan((BmPlanId)i);
    lxw_worksheet *page = workbook_add_worksheet(book.file, plan->sheet);
    top_write(&book, page, plan->title, plan->note);
    if (i == BM_PLAN_ROUND)
      round_write(&book, page, plan);
    else
      table_write(&book, page, plan);
  }
  return workbook_close(book.file);
}

gboolean bm_procedure_template_write(const char *path, GError **error)
{
  g_autofree char *draft = g_strconcat(path, ".new", NULL);
  lxw_error status = book_write(draft);
  if (status != LXW_NO_ERROR)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a template: error %d",
                   (int)status);
  return bm_file_settle(draft, path, error);
}
