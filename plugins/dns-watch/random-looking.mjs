/**
 * Which names nobody would choose. People's names are made of words, and of letters that follow each other in words; what a
 * program makes up is not. Names made up of dictionary words, as some programs do it, look chosen and are not found.
 */

/**
 * How often a letter (row) is followed by another (column) in the names of some 400,000 software packages, which are
 * made as domain names are: in words, abbreviations and puns of many languages. Powers of two, 5 where it is
 * neither more nor less often than by chance.
 */
const FOLLOWS = [
  '25662351513657160667433242', // a
  '74437222631632740663611240', // b
  '61436217506631750556510030', // c
  '74367442655433730553522230', // d
  '64554331312657342876244531', // e
  '62336521702732730645501250', // f
  '62438255700545741653511230', // g
  '73338211612342733436512040', // h
  '55655550103657651466241404', // i
  '82327112512241633282613110', // j
  '74358453712434540464522141', // k
  '72447220703641740265621140', // l
  '75637231602552762353511140', // m
  '62567472624324530267441231', // n
  '44562341334667650755545320', // o
  '62347225603632650645401170', // p
  '43443222501832342445924110', // q
  '73557341615454740455541150', // r
  '52657326604443653267433140', // s
  '62437326712432740655413150', // t
  '55556360602656250667110412', // u
  '72428231702332630343510120', // v
  '72337325702435730564201220', // w
  '63646333622553571448422351', // x
  '65555443423556572467434213', // y
  '73338324623444631344612255', // z
];
const LETTER_A = 97;
const DIGIT_0 = 48;
/** From a letter to a digit or back, and between digits: by themselves neither chosen nor made up. */
const CHANGE = 3;
const DIGITS = 4.4;
/** Means below are called random. Of words hardly any is (Polish and Welsh come closest); of 16 letters by chance nine in ten are. */
const RANDOM = 4.4;
/** Shorter texts say too little. What somebody registered is chosen with more care than what is below it. */
const LEAST_REGISTERED = 12;
const LEAST_BELOW = 20;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The label of a lower-case name that looks random, or null.
 * @param {string} name
 * @param {string} domain the part that somebody registered
 * @returns {string | null}
 */
export function randomLabelOf(name, domain) {
  const [registered = ''] = domain.split('.');
  if (looksRandom(registered, LEAST_REGISTERED)) return registered;
  const below = name.length > domain.length ? name.slice(0, -domain.length - 1).split('.') : [];
  return below.find((label) => looksRandom(label, LEAST_BELOW)) ?? null;
}

/**
 * @param {string} label
 * @param {number} least characters
 */
export function looksRandom(label, least) {
  // `xn--`: another script, in letters that mean nothing. `_`: a service. UUIDs are made up, but to be told apart only.
  if (label.length < least || label.startsWith('xn--') || label.startsWith('_') || UUID.test(label)) return false;
  return label.split(/[^a-z0-9]+/).some((part) => part.length >= least && isUnusual(part, least));
}

/**
 * @param {string} part of letters and digits only
 * @param {number} least
 */
function isUnusual(part, least) {
  // A number at an end (a year, a counter) says nothing.
  const text = part.replace(/^[0-9]+|[0-9]+$/g, '');
  if (text.length < least) return false;
  let sum = 0;
  for (let i = 1; i < text.length; i++) {
    const from = text.charCodeAt(i - 1) - LETTER_A;
    const to = text.charCodeAt(i) - LETTER_A;
    if (from >= 0 && to >= 0) sum += (FOLLOWS[from]?.charCodeAt(to) ?? 0) - DIGIT_0;
    else sum += from < 0 && to < 0 ? DIGITS : CHANGE;
  }
  return sum / (text.length - 1) < RANDOM;
}
