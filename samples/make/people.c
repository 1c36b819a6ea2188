/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People and schools; none of them exists. */
#include "people.h"
#include <string.h>

const BmSchool bm_schools_round[3] = {
    {"914",
     "119014",
     "ГБОУ СОШ № 914 Заозёрного района",
     "ГБОУ СОШ № 914",
     {"Государственное бюджетное", "общеобразовательное учреждение", "средняя школа № 914",
      "Заозёрного района", "ИНН 7800009140"},
     "ГБОУ СОШ № 914 ЗАОЗЁРНОГО РАЙОНА * ОГРН 1027800009140 * ",
     {"Рябинина Т. В.", "Столетов А. Д."}},
    {"927",
     "119027",
     "ГБОУ гимназия № 927 Заозёрного района",
     "гимназия № 927",
     {"ГБОУ гимназия № 927", "Заозёрного района", "«____» ______ 20__ г.", "исх. № ____"},
     "ГБОУ ГИМНАЗИЯ № 927 * ЗАОЗЁРНЫЙ РАЙОН * ",
     {"Лукошкина Н. Е.", "Вершинин П. О."}},
    {"938",
     "119038",
     "ГБОУ лицей № 938 имени академика Л. Д. Снежинского",
     "лицей № 938",
     {"ГБОУ лицей № 938", "имени академика", "Л. Д. Снежинского"},
     "ГБОУ ЛИЦЕЙ № 938 ИМЕНИ Л. Д. СНЕЖИНСКОГО * ",
     {"Берёзкина О. И.", "Каштанов Г. С."}},
};

const BmSchool bm_schools_unlike[4] = {
    {"1207",
     "451207",
     "МБОУ «СОШ № 1207» г. Приозёрска-Южного",
     "МБОУ СОШ № 1207",
     {
         "МБОУ «Средняя",
         "общеобразовательная",
         "школа № 1207»",
         "г. Приозёрск-Южный",
         "ул. Полевая, д. 3",
     },
     "МБОУ СОШ № 1207 * ПРИОЗЁРСК-ЮЖНЫЙ * ИНН 4500012070 * ",
     {"Долгополова Е. А.", "Журавский И. К."}},
    {"58",
     "450058",
     "ЧОУ «Гимназия № 58 «Ступени»",
     "гимназия № 58",
     {"ЧОУ «Гимназия № 58", "«Ступени»", "исх. № ___ от ______"},
     "ЧАСТНОЕ УЧРЕЖДЕНИЕ ГИМНАЗИЯ № 58 СТУПЕНИ * ",
     {"Озеров Ф. М.", "Чижикова Л. П."}},
    {"3",
     "450003",
     "МАОУ «Лицей № 3 имени Героя Труда А. П. Ковылина»",
     "лицей № 3 им. А. П. Ковылина",
     {"МАОУ «Лицей № 3", "имени Героя Труда", "А. П. Ковылина»"},
     "МАОУ ЛИЦЕЙ № 3 ИМЕНИ А. П. КОВЫЛИНА * ОГРН 1034500003000 * ",
     {"Синицкая Р. В.", "Громов Е. Е."}},
    {"77",
     "450077",
     "МКОУ «Верхнелесская ООШ № 77»",
     "Верхнелесская школа № 77",
     {"МКОУ «Верхнелесская ООШ № 77»", "с. Верхний Лес"},
     "МКОУ ВЕРХНЕЛЕССКАЯ ООШ № 77 * ",
     {"Пахомова З. Н.", "Тихий В. В."}},
};

const BmSchool bm_schools_locked[5] = {
    {"16",
     "530016",
     "МБОУ «Средняя школа № 16 г. Белоозёрска»",
     "МБОУ СШ № 16",
     {"Администрация г. Белоозёрска", "МБОУ «Средняя школа № 16»", "ул. Заводская, 41-а",
      "тел. 5-14-88", "ОГРН 1025300016161"},
     "МБОУ СРЕДНЯЯ ШКОЛА № 16 г. БЕЛООЗЁРСКА * ИНН 5300016161 * ",
     {"Тушканова Г. Б.", "Елисов М. М."}},
    {"9",
     "530009",
     "МАОУ «СОШ № 9 им. адмирала В. Я. Крутова»",
     "школа №9 им. Крутова",
     {"МАОУ СОШ № 9", "им. адмирала В. Я. Крутова", "Вх. № ______"},
     "МАОУ СОШ № 9 ИМ. АДМИРАЛА В. Я. КРУТОВА * ",
     {"Охлопкова Д. Д.", "Рябцов Н. Ф."}},
    {"",
     "530101",
     "ГБОУ «Северная кадетская школа-интернат»",
     "Северная кадетская ш-и",
     {"ГБОУ «Северная", "кадетская", "школа-интернат»"},
     "СЕВЕРНАЯ КАДЕТСКАЯ ШКОЛА-ИНТЕРНАТ * ОГРН 1025300101010 * ",
     {"Стрекалов В. В.", "Мятлева И. С."}},
    {"",
     "530044",
     "МКОУ Ольховская средняя школа",
     "Ольховская ср. школа",
     {"МКОУ", "Ольховская СШ", "д. Ольховка"},
     "МКОУ ОЛЬХОВСКАЯ СРЕДНЯЯ ШКОЛА * д. ОЛЬХОВКА * ",
     {"Погребняк Л. Т.", "Дудин С. А."}},
    {"204",
     "530204",
     "МАОУ «Центр образования № 204 «Перспектива»",
     "ЦО № 204",
     {"МАОУ «Центр образования", "№ 204 «Перспектива»", "550204@school.test"},
     "МАОУ ЦЕНТР ОБРАЗОВАНИЯ № 204 ПЕРСПЕКТИВА * ИНН 5300204204 * ",
     {"Веденеева К. Р.", "Чумаков Я. Л."}},
};

const BmSchool bm_schools_damage[2] = {
    {"641",
     "630641",
     "МБОУ «СОШ № 641 Кленовогорска»",
     "МБОУ СОШ № 641",
     {"МБОУ «СОШ № 641", "Кленовогорска»", "ул. Садовая, д. 8"},
     "МБОУ СОШ № 641 * КЛЕНОВОГОРСК * ",
     {"Подорожник А. Е.", "Седельников Ю. Т."}},
    {"22",
     "630022",
     "МАОУ «Гимназия № 22 «Росток»",
     "гимназия № 22",
     {"МАОУ «Гимназия № 22", "«Росток»"},
     "МАОУ ГИМНАЗИЯ № 22 РОСТОК * ",
     {"Ракитина В. С.", "Хворостов Л. Д."}},
};

static const char *const surnames[] = {
    "Абрикосов",  "Барсуков", "Вишняков",   "Галкин",    "Дроздов",   "Ежевикин",
    "Жаворонков", "Зимин",    "Ивушкин",    "Кедров",    "Лесницкий", "Малинин",
    "Незнамов",   "Овсов",    "Пескарёв",   "Ручейков",  "Снегирёв",  "Теремков",
    "Ульянцев",   "Филинов",  "Хвощинский", "Цветков",   "Черешнев",  "Шмелёв",
    "Щавелев",    "Эхов",     "Юркин",      "Яблонский", "Бобров",    "Гречишкин"};
static const char *const boys[] = {"Артём", "Борис", "Вадим",  "Глеб",    "Даниил", "Егор",
                                   "Захар", "Игорь", "Кирилл", "Лев",     "Матвей", "Никита",
                                   "Павел", "Роман", "Степан", "Тимофей", "Фёдор",  "Юрий"};
static const char *const girls[] = {
    "Алиса",  "Варвара", "Дарья",  "Ева",    "Жанна", "Зоя",    "Инна",    "Ксения", "Лидия",
    "Милана", "Надежда", "Оксана", "Полина", "Софья", "Ульяна", "Эльвира", "Яна"};
static const char *const fathers[] = {"Андрее", "Борисо",      "Викторо", "Дмитрие",
                                      "Ивано",  "Константино", "Михайло", "Олего",
                                      "Петро",  "Романо",      "Сергее",  "Тимуро"};

void bm_pupil_free(BmPupil *pupil)
{
  if (pupil == NULL)
    return;
  g_free(pupil->surname);
  g_free(pupil->name);
  g_free(pupil->patronymic);
  g_free(pupil);
}

static char *with_ending(const char *word, const char *ending, const char *replacement)
{
  if (!g_str_has_suffix(word, ending))
    return NULL;
  return g_strdup_printf("%.*s%s", (int)(strlen(word) - strlen(ending)), word, replacement);
}

/* The same for her and for him: Черных, Руденко. */
static gboolean is_common(const char *surname)
{
  static const char *const endings[] = {"ых", "ко", "ян", "дзе", "ук"};
  for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
    if (g_str_has_suffix(surname, endings[i]))
      return TRUE;
  return FALSE;
}

static char *feminine(const char *surname)
{
  if (is_common(surname))
    return g_strdup(surname);
  char *made = with_ending(surname, "ский", "ская");
  if (made == NULL)
    made = with_ending(surname, "ий", "ая");
  return made != NULL ? made : g_strconcat(surname, "а", NULL);
}

static gint by_surname(gconstpointer a, gconstpointer b)
{
  const BmPupil *const *left = a, *const *right = b;
  const int order = strcmp((*left)->surname, (*right)->surname);
  return order != 0 ? order : strcmp((*left)->name, (*right)->name);
}

GPtrArray *bm_pupils_invent_from(const BmNames *names, guint32 seed, guint n)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  GPtrArray *pupils = g_ptr_array_new_with_free_func((GDestroyNotify)bm_pupil_free);
  const guint start = (guint)g_rand_int_range(rand, 0, names->n_surnames);
  for (guint i = 0; i < n; i++) {
    BmPupil *pupil = g_new0(BmPupil, 1);
    const char *surname = names->surnames[(start + i * 7) % (guint)names->n_surnames];
    const char *father = names->fathers[g_rand_int_range(rand, 0, names->n_fathers)];
    pupil->is_girl = g_rand_boolean(rand);
    pupil->surname = pupil->is_girl ? feminine(surname) : g_strdup(surname);
    pupil->name =
        g_strdup(pupil->is_girl ? names->girls[g_rand_int_range(rand, 0, names->n_girls)]
                                : names->boys[g_rand_int_range(rand, 0, names->n_boys)]);
    pupil->patronymic = g_strconcat(father, pupil->is_girl ? "вна" : "вич", NULL);
    g_ptr_array_add(pupils, pupil);
  }
  g_ptr_array_sort(pupils, by_surname);
  for (guint i = 0; i < n; i++)
    ((BmPupil *)g_ptr_array_index(pupils, i))->student_no = (int)i + 1;
  return pupils;
}

static GPtrArray *invent(guint32 seed, guint n, const char *const *pool, gint n_pool)
{
  const BmNames names = {pool,
                         boys,
                         girls,
                         fathers,
                         n_pool,
                         G_N_ELEMENTS(boys),
                         G_N_ELEMENTS(girls),
                         G_N_ELEMENTS(fathers)};
  return bm_pupils_invent_from(&names, seed, n);
}

GPtrArray *bm_pupils_invent(guint32 seed, guint n)
{
  return invent(seed, n, surnames, G_N_ELEMENTS(surnames));
}

GPtrArray *bm_pupils_invent_others(guint32 seed, guint n)
{
  static const char *const others[] = {
      "Заболотных",   "Костыренко", "Мнацян",     "Лобжанидзе",  "Полещук",       "Гордиенко",
      "Седых",        "Темнов",     "Порохин",    "Вьюжин",      "Каргопольский", "Лаптев",
      "Широкоступов", "Ямщиков",    "Быстрых",    "Ольшанский",  "Рогозин",       "Штукатуров",
      "Мордвинов",    "Куропаткин", "Нетребенко", "Ходаковский", "Жолобов",       "Ичалов",
      "Угрюмов",      "Щекочихин",  "Эйсмонтов",  "Трегубов",    "Фёклин"};
  return invent(seed, n, others, G_N_ELEMENTS(others));
}

typedef struct Ending {
  const char *from, *to;
} Ending;

static char *declined(const char *word, const Ending *endings)
{
  for (; endings->from != NULL; endings++) {
    char *made = with_ending(word, endings->from, endings->to);
    if (made != NULL)
      return made;
  }
  return g_strconcat(word, "а", NULL);
}

char *bm_genitive_surname(const BmPupil *pupil)
{
  static const Ending endings[] = {{"ская", "ской"}, {"ова", "овой"}, {"ева", "евой"},
                                   {"ёва", "ёвой"},  {"ина", "иной"}, {"ский", "ского"},
                                   {"ий", "его"},    {NULL, NULL}};
  if (is_common(pupil->surname) &&
      (pupil->is_girl ||
       !(g_str_has_suffix(pupil->surname, "ян") || g_str_has_suffix(pupil->surname, "ук"))))
    return g_strdup(pupil->surname);
  return declined(pupil->surname, endings);
}

char *bm_genitive_name(const BmPupil *pupil)
{
  static const Ending endings[] = {{"ел", "ла"},  {"ев", "ьва"}, {"ий", "ия"}, {"ей", "ея"},
                                   {"ил", "ила"}, {"рь", "ря"},  {"ка", "ки"}, {"ия", "ии"},
                                   {"ья", "ьи"},  {"оя", "ои"},  {"а", "ы"},   {NULL, NULL}};
  return declined(pupil->name, endings);
}

char *bm_pupil_genitive(const BmPupil *pupil, gboolean with_patronymic)
{
  static const Ending endings[] = {{"на", "ны"}, {NULL, NULL}};
  g_autofree char *surname = bm_genitive_surname(pupil);
  g_autofree char *name = bm_genitive_name(pupil);
  g_autofree char *patronymic = declined(pupil->patronymic, endings);
  return with_patronymic ? g_strdup_printf("%s %s %s", surname, name, patronymic)
                         : g_strdup_printf("%s %s", surname, name);
}

char *bm_pupil_initials(const BmPupil *pupil)
{
  char name[7] = {0}, patronymic[7] = {0};
  g_unichar_to_utf8(g_utf8_get_char(pupil->name), name);
  g_unichar_to_utf8(g_utf8_get_char(pupil->patronymic), patronymic);
  return g_strdup_printf("%s %s. %s.", pupil->surname, name, patronymic);
}

char *bm_latin(const char *russian)
{
  static const char *const letters[] = {
      "a", "b", "v", "g", "d", "e", "zh", "z",  "i",  "y",   "k", "l", "m", "n", "o",  "p",
      "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sch", "",  "y", "",  "e", "yu", "ya"};
  GString *latin = g_string_new(NULL);
  for (const char *p = russian; *p != '\0'; p = g_utf8_next_char(p)) {
    const gunichar c = g_utf8_get_char(p), lower = g_unichar_tolower(c);
    if (lower == U'ё')
      g_string_append(latin, "yo");
    else if (lower >= U'а' && lower <= U'я')
      g_string_append(latin, letters[lower - U'а']);
    else
      g_string_append_unichar(latin, c);
  }
  latin->str[0] = g_ascii_toupper(latin->str[0]);
  return g_string_free(latin, FALSE);
}
