/**
 * Public holidays of the Republic of Korea (관공서의 공휴일에 관한 규정) with the lunar ones, the substitutes and the
 * election days as they fall, compared with the Python library `holidays` 0.109 and, for the lunar ones, with the dangi
 * calendar of ICU. To be checked every year when the almanac of the Korea Astronomy and Space Science Institute
 * (월력요항) appears: laws change, and temporary holidays (임시공휴일) come by decree at short notice.
 */
const DAYS = {
  '2026-01-01': 'newYear',
  '2026-02-16': 'seollal',
  '2026-02-17': 'seollal',
  '2026-02-18': 'seollal',
  '2026-03-01': 'independenceMovement',
  '2026-03-02': 'substitute',
  '2026-05-01': 'labour',
  '2026-05-05': 'children',
  '2026-05-24': 'buddha',
  '2026-05-25': 'substitute',
  '2026-06-03': 'election',
  '2026-06-06': 'memorial',
  '2026-07-17': 'constitution',
  '2026-08-15': 'liberation',
  '2026-08-17': 'substitute',
  '2026-09-24': 'chuseok',
  '2026-09-25': 'chuseok',
  '2026-09-26': 'chuseok',
  '2026-10-03': 'foundation',
  '2026-10-05': 'substitute',
  '2026-10-09': 'hangeul',
  '2026-12-25': 'christmas',
  '2027-01-01': 'newYear',
  '2027-02-06': 'seollal',
  '2027-02-07': 'seollal',
  '2027-02-08': 'seollal',
  '2027-02-09': 'substitute',
  '2027-03-01': 'independenceMovement',
  '2027-05-01': 'labour',
  '2027-05-03': 'substitute',
  '2027-05-05': 'children',
  '2027-05-13': 'buddha',
  '2027-06-06': 'memorial',
  '2027-07-17': 'constitution',
  '2027-07-19': 'substitute',
  '2027-08-15': 'liberation',
  '2027-08-16': 'substitute',
  '2027-09-14': 'chuseok',
  '2027-09-15': 'chuseok',
  '2027-09-16': 'chuseok',
  '2027-10-03': 'foundation',
  '2027-10-04': 'substitute',
  '2027-10-09': 'hangeul',
  '2027-10-11': 'substitute',
  '2027-12-25': 'christmas',
  '2027-12-27': 'substitute',
  '2028-01-01': 'newYear',
  '2028-01-26': 'seollal',
  '2028-01-27': 'seollal',
  '2028-01-28': 'seollal',
  '2028-03-01': 'independenceMovement',
  '2028-04-12': 'election',
  '2028-05-01': 'labour',
  '2028-05-02': 'buddha',
  '2028-05-05': 'children',
  '2028-06-06': 'memorial',
  '2028-07-17': 'constitution',
  '2028-08-15': 'liberation',
  '2028-10-02': 'chuseok',
  '2028-10-03': 'chuseok',
  '2028-10-04': 'chuseok',
  '2028-10-05': 'substitute',
  '2028-10-09': 'hangeul',
  '2028-12-25': 'christmas',
} as const satisfies Record<string, string>

export type HolidayName = (typeof DAYS)[keyof typeof DAYS]

/** The years that are known; about others nothing is claimed. */
export const HOLIDAY_YEARS: readonly number[] = [2026, 2027, 2028]

/** What holiday an ISO date is in Korea, as the rest of the message key `common.holiday.<name>`. */
export function holidayOn(date: string): HolidayName | undefined {
  return (DAYS as Readonly<Record<string, HolidayName>>)[date]
}
